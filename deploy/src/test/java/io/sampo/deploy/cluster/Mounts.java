package io.sampo.deploy.cluster;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * Where the paths of a container are on this machine.
 *
 * @param directories by the path at which the container mounts them
 */
record Mounts(Map<String, Path> directories) {

  Mounts {
    directories = Map.copyOf(directories);
  }

  /**
   * The same text with the path that it holds, if it holds one, replaced by that of the machine.
   */
  String onThisMachine(String text) {
    return directories.keySet().stream()
        .filter(text::contains)
        .max(Comparator.comparingInt(String::length))
        .map(path -> text.replace(path, directories.get(path).toString()))
        .orElse(text);
  }
}
