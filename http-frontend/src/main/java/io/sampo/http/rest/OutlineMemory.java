package io.sampo.http.rest;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;

/**
 * Remembers outlines by the bytes of their JSON: a client that sends tensors as bytes sends the
 * same few words before them every time, and reading those costs more than all the rest of parsing.
 * Holds at most {@value #PLACES} outlines of at most {@value #LONGEST} bytes; a new one takes the
 * place of whichever has the same checksum modulo the number of places. Thread-safe.
 */
final class OutlineMemory {

  private static final int PLACES = 256;
  private static final int LONGEST = 1024;

  private final AtomicReferenceArray<Remembered> places = new AtomicReferenceArray<>(PLACES);

  private record Remembered(byte[] json, RequestOutline outline) {}

  /**
   * The outline of this JSON, which begins at index 0; null if it is not remembered. To whom it
   * comes it is as good as parsed anew.
   */
  RequestOutline find(byte[] json, int length) {
    if (length > LONGEST) {
      return null;
    }
    Remembered remembered = places.get(place(json, length));
    return remembered != null
            && Arrays.equals(remembered.json, 0, remembered.json.length, json, 0, length)
        ? remembered.outline
        : null;
  }

  void remember(byte[] json, int length, RequestOutline outline) {
    if (length <= LONGEST && outline.isReusable()) {
      places.set(place(json, length), new Remembered(Arrays.copyOf(json, length), outline));
    }
  }

  private static int place(byte[] json, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(json, 0, length);
    return (int) (checksum.getValue() % PLACES);
  }
}
