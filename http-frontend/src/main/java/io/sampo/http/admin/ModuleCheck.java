package io.sampo.http.admin;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * Whether a file has the structure of a TorchScript module: a ZIP archive that holds {@code
 * data.pkl}, {@code constants.pkl} and {@code code/} in one folder. Keeps only the end of the file,
 * where the directory is; a directory that is longer is left to the warm-up to judge. Nothing is
 * executed or unpickled here.
 */
final class ModuleCheck implements ContentCheck {

  /** Enough for about ten thousand entries. */
  static final int TAIL_BYTES = 1 << 20;

  private ByteString tail = ByteString.emptyByteString();
  private long bytes;

  @Override
  public void look(ByteString chunk) {
    bytes += chunk.size();
    tail = tail.concat(chunk);
    if (tail.size() > 2 * TAIL_BYTES) {
      tail = tail.takeRight(TAIL_BYTES).compact();
    }
  }

  @Override
  public Optional<String> objection() {
    Optional<List<String>> names;
    try {
      names = ZipDirectory.names(tail.toArray(), bytes);
    } catch (IllegalArgumentException noArchive) {
      return Optional.of(
          "Expected a TorchScript module, which is a ZIP archive, but %s"
              .formatted(noArchive.getMessage()));
    }
    return names.flatMap(ModuleCheck::missing);
  }

  private static Optional<String> missing(List<String> names) {
    Optional<String> data =
        names.stream()
            .filter(name -> name.indexOf('/') > 0)
            .filter(name -> name.substring(name.indexOf('/') + 1).equals("data.pkl"))
            .findFirst();
    if (data.isEmpty()) {
      return Optional.of("Expected a TorchScript module, but the archive has no [*/data.pkl]");
    }
    String folder = data.get().substring(0, data.get().indexOf('/') + 1);
    boolean constants = names.contains(folder + "constants.pkl");
    boolean code = names.stream().anyMatch(name -> name.startsWith(folder + "code/"));
    if (constants && code) {
      return Optional.empty();
    }
    return Optional.of(
        "Expected a TorchScript module, but the archive has no [%s]: a state dictionary holds no program, torch.jit.script(module).save(file) writes one"
            .formatted(folder + (code ? "constants.pkl" : "code/")));
  }
}
