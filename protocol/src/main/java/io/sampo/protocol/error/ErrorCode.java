package io.sampo.protocol.error;

/** Every way in which Sampo refuses or fails, so that failures can be counted by code. */
public enum ErrorCode {
  INVALID_ARGUMENT(Category.CALLER),
  MODEL_NOT_FOUND(Category.CALLER),
  VERSION_NOT_FOUND(Category.CALLER),
  DATASET_NOT_FOUND(Category.CALLER),
  JOB_NOT_FOUND(Category.CALLER),
  ALREADY_EXISTS(Category.CALLER),
  CONFLICT(Category.CALLER),
  UNAUTHORIZED(Category.CALLER),
  TENSOR_TOO_LARGE(Category.CALLER),
  UNSUPPORTED(Category.CALLER),
  ARTIFACT_INVALID(Category.CALLER),
  SIGNATURE_MISMATCH(Category.CALLER),
  ARTIFACT_QUARANTINED(Category.CALLER),
  CANCELLED(Category.CALLER),
  DEADLINE_EXCEEDED(Category.CAPACITY),
  MODEL_NOT_READY(Category.CAPACITY),
  REPLICA_OVERLOADED(Category.CAPACITY),
  REPLICA_STOPPING(Category.CAPACITY),
  DEVICE_FULL(Category.CAPACITY),
  DEVICE_DRAINING(Category.CAPACITY),
  DEVICE_STUCK(Category.CAPACITY),
  NODE_UNREACHABLE(Category.DEPENDENCY),
  JOURNAL_UNAVAILABLE(Category.DEPENDENCY),
  ARTIFACT_UNAVAILABLE(Category.DEPENDENCY),
  INTERNAL(Category.INTERNAL);

  /** Who has to act. */
  public enum Category {
    /** The request is wrong; sending it again will not help. */
    CALLER,
    /** There is no room or time now; sending it again later may help. */
    CAPACITY,
    /** Something that Sampo stands on is away. */
    DEPENDENCY,
    /** A defect of Sampo. */
    INTERNAL
  }

  private final Category category;

  ErrorCode(Category category) {
    this.category = category;
  }

  public Category category() {
    return category;
  }
}
