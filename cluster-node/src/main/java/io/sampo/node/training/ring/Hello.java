package io.sampo.node.training.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first 136 little-endian bytes on a connection: who calls whom, for which generation of which
 * job, and a proof (HMAC-SHA256 under the job's token) that the caller knows the token, without the
 * token. Valid for this generation and these two members only.
 */
final class Hello {
  static final int BYTES = 136;

  private static final long MAGIC = 0x314C504F504D4153L;
  private static final int VERSION = 1;
  private static final int SIGNED_BYTES = 104;

  private final byte[] bytes;
  private final ByteBuffer fields;

  private Hello(byte[] bytes) {
    this.bytes = bytes;
    this.fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the own rank says to the next one. */
  static Hello of(RingMembership membership, int chunkBytes) {
    Hello hello = new Hello(new byte[BYTES]);
    hello.fields.putLong(MAGIC).putInt(VERSION).putInt(chunkBytes);
    hello.fields.putLong(membership.generation()).putLong(membership.floatCount());
    hello.fields.putInt(membership.ownRank()).putInt(membership.size());
    hello.put(membership.own().worker().value());
    hello.put(membership.worker(membership.nextRank()).value());
    hello.fields.put(digest(membership));
    hello.fields.put(hello.proof(membership.token()));
    return hello;
  }

  /** Empty if these are not the bytes of a hello of this version. */
  static Optional<Hello> read(ByteBuffer received) {
    byte[] bytes = new byte[BYTES];
    received.get(bytes);
    Hello hello = new Hello(bytes);
    boolean known = hello.fields.getLong(0) == MAGIC && hello.fields.getInt(8) == VERSION;
    return known ? Optional.of(hello) : Optional.empty();
  }

  private void put(UUID id) {
    fields.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private UUID id(int index) {
    return new UUID(fields.getLong(index), fields.getLong(index + Long.BYTES));
  }

  private static byte[] digest(RingMembership membership) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(membership.job().value().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Expected SHA-256 on every JVM", impossible);
    }
  }

  /** What stands for the job in every frame. */
  static long jobTag(RingMembership membership) {
    return ByteBuffer.wrap(digest(membership)).getLong();
  }

  static String jobKey(RingMembership membership) {
    return HexFormat.of().formatHex(digest(membership));
  }

  private byte[] proof(String token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(bytes, 0, SIGNED_BYTES);
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Expected HMAC-SHA256 on every JVM", impossible);
    }
  }

  /** In constant time. */
  boolean proves(String token) {
    return MessageDigest.isEqual(
        proof(token), Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length));
  }

  ByteBuffer toBytes() {
    return ByteBuffer.wrap(bytes.clone());
  }

  int chunkBytes() {
    return fields.getInt(12);
  }

  long generation() {
    return fields.getLong(16);
  }

  long floatCount() {
    return fields.getLong(24);
  }

  int senderRank() {
    return fields.getInt(32);
  }

  int members() {
    return fields.getInt(36);
  }

  UUID sender() {
    return id(40);
  }

  UUID target() {
    return id(56);
  }

  String jobKey() {
    return HexFormat.of().formatHex(bytes, 72, SIGNED_BYTES);
  }
}
