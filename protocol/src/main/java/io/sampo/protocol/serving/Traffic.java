package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.VersionName;

/**
 * How requests that name no version are divided, beyond the weights.
 *
 * @param stickyHeader requests with the same value of this header go to the same version while the
 *     weights stay; the empty string for none
 * @param shadow a version that gets copies of requests to others, whose answers are only compared;
 *     null for none
 * @param shadowPercent how many of a hundred requests are copied, 0 to 100
 */
public record Traffic(String stickyHeader, VersionName shadow, int shadowPercent)
    implements WireMessage {
  public static final Traffic PLAIN = new Traffic("", null, 0);

  public Traffic {
    requireNonNull(stickyHeader, "stickyHeader is null");
    if (shadowPercent < 0 || shadowPercent > 100) {
      throw new IllegalArgumentException(
          "Expected shadowPercent between 0 and 100, but was [" + shadowPercent + "]");
    }
    if (shadow == null && shadowPercent > 0) {
      throw new IllegalArgumentException(
          "Expected a shadow version for shadowPercent [" + shadowPercent + "], but there is none");
    }
  }
}
