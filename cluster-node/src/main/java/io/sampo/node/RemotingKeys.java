package io.sampo.node;

import com.typesafe.config.Config;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that {@code remoting-tls.conf} names. They are read with the first connection and then
 * again and again; a node without them would start, hear nobody, and be heard by nobody.
 */
final class RemotingKeys {
  private static final String DIRECTORY = "sampo.remoting.tls.directory";
  private static final List<String> FILES = List.of("tls.crt", "tls.key", "ca.crt");

  private RemotingKeys() {}

  /**
   * Looks at the disk.
   *
   * @param config the whole configuration; without that file there is nothing to look for
   * @throws PlatformException if one of the files cannot be read
   */
  static void check(Config config) {
    if (!config.hasPath(DIRECTORY)) {
      return;
    }
    Path directory = Path.of(config.getString(DIRECTORY));
    for (String name : FILES) {
      if (!Files.isReadable(directory.resolve(name))) {
        throw new PlatformException(
            ErrorCode.INVALID_ARGUMENT,
            "Expected a readable file [%s] for the encryption of remoting, but there is none. Set [%s]"
                .formatted(directory.resolve(name), DIRECTORY));
      }
    }
  }
}
