package io.sampo.protocol.tensor;

/** The datatypes of the Open Inference Protocol. */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Elements of their own length: each is a four-byte little-endian length and that many bytes. */
  BYTES(0);

  private final int elementBytes;

  DataType(int elementBytes) {
    this.elementBytes = elementBytes;
  }

  /** Bytes of one element; 0 where elements differ in length. */
  public int elementBytes() {
    return elementBytes;
  }

  public boolean hasFixedSize() {
    return elementBytes > 0;
  }
}
