package io.sampo.protocol.dataset;

/** How the files of a dataset are laid out. */
public enum DatasetFormat {
  /** The format of MNIST: a file of images and a file of labels, raw or gzip-compressed. */
  IDX
}
