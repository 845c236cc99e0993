package io.sampo.http.grpc;

import io.grpc.Decompressor;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/** Reads messages that were compressed with {@code deflate}, which is zlib's framing. */
final class DeflateCodec implements Decompressor {

  @Override
  public String getMessageEncoding() {
    return "deflate";
  }

  @Override
  public InputStream decompress(InputStream message) {
    return new InflaterInputStream(message);
  }
}
