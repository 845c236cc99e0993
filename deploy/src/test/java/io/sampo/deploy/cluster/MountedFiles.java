package io.sampo.deploy.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A secret or config map as a kubelet mounts it: each file is a link through the link {@code
 * ..data} to the present version, and one rename of that link changes all of them at once
 * (kubernetes/kubernetes, {@code pkg/volume/util/atomic_writer.go}).
 */
final class MountedFiles {

  private static final String PRESENT = "..data";

  private final Path directory;
  private int version;

  private MountedFiles(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** Makes the directory with these files, by name. */
  static MountedFiles mount(Path directory, Map<String, String> files) {
    MountedFiles mounted = new MountedFiles(directory);
    mounted.update(files);
    return mounted;
  }

  Path directory() {
    return directory;
  }

  /** Other contents for all files, at one moment. The names of the files stay what they were. */
  void update(Map<String, String> files) {
    try {
      Path next = Files.createDirectories(directory.resolve("..version-" + ++version));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(next.resolve(file.getKey()), file.getValue());
        Path visible = directory.resolve(file.getKey());
        if (!Files.exists(visible, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(visible, Path.of(PRESENT, file.getKey()));
        }
      }
      Path link = directory.resolve("..data_tmp");
      Files.createSymbolicLink(link, next.getFileName());
      Files.move(link, directory.resolve(PRESENT), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("Expected to write to [" + directory + "]", failure);
    }
  }
}
