package io.sampo.node.training.data;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;

/** Where a file of a dataset that cannot be read becomes a refusal. */
final class DataFile {

  private DataFile() {}

  /** Reads something of a file. */
  interface Reader<T> {
    T read() throws IOException;
  }

  /**
   * @throws PlatformException {@code INVALID_ARGUMENT} if the file is not what it should be, {@code
   *     ARTIFACT_UNAVAILABLE} if it cannot be read
   */
  static <T> T read(Object file, Reader<T> reader) {
    try {
      return reader.read();
    } catch (FileFormatException malformed) {
      throw invalid(malformed.getMessage());
    } catch (IOException failure) {
      throw new PlatformException(
          ErrorCode.ARTIFACT_UNAVAILABLE,
          "Expected to read [" + file + "], but " + failure,
          failure);
    }
  }

  static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
