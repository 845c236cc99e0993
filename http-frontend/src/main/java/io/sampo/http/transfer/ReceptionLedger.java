package io.sampo.http.transfer;

/** The bytes that are reserved for parcels on their way to this node. Not thread-safe. */
final class ReceptionLedger {

  private final long limit;
  private long reserved;

  ReceptionLedger(long limit) {
    this.limit = limit;
  }

  /** Reserves the bytes; false if there is no room for them. */
  boolean reserve(long bytes) {
    if (bytes > limit - reserved) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  void release(long bytes) {
    reserved -= bytes;
  }

  long reserved() {
    return reserved;
  }

  long limit() {
    return limit;
  }
}
