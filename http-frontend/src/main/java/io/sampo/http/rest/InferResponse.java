package io.sampo.http.rest;

import io.sampo.http.server.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** From an answer to the response that carries it. */
final class InferResponse {

  /** Up to so many bytes it is cheaper to copy tensors behind the JSON than to send pieces. */
  private static final int LARGEST_COPY = 64 * 1024;

  private InferResponse() {}

  /** The length header counts the bytes before they are compressed. */
  static HttpResponse of(InferReply reply, ContentCoding coding) {
    if (coding != ContentCoding.IDENTITY) {
      return withLength(
          reply,
          HttpResponse.create()
              .withEntity(contentType(reply), compressed(reply, coding))
              .addHeader(RawHeader.create("Content-Encoding", coding.token())));
    }
    if (!reply.isBinary()) {
      return HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, reply.json());
    }
    return withLength(
        reply,
        HttpResponse.create().withEntity(ContentTypes.APPLICATION_OCTET_STREAM, plain(reply)));
  }

  private static ByteString plain(InferReply reply) {
    long length = reply.json().length + reply.binaryLength();
    if (length <= LARGEST_COPY) {
      ByteBuffer whole = ByteBuffer.allocate((int) length).put(reply.json());
      reply.binary().forEach(tensor -> whole.put(tensor.duplicate()));
      return ByteString.fromArrayUnsafe(whole.array());
    }
    ByteString body = ByteString.fromArrayUnsafe(reply.json());
    for (ByteBuffer tensor : reply.binary()) {
      body = body.concat(ByteString.fromByteBuffer(tensor.duplicate()));
    }
    return body;
  }

  private static ContentType contentType(InferReply reply) {
    return reply.isBinary() ? ContentTypes.APPLICATION_OCTET_STREAM : ContentTypes.APPLICATION_JSON;
  }

  private static HttpResponse withLength(InferReply reply, HttpResponse response) {
    return reply.isBinary()
        ? response.addHeader(
            RawHeader.create(InferHeaders.JSON_LENGTH, Integer.toString(reply.json().length)))
        : response;
  }

  private static byte[] compressed(InferReply reply, ContentCoding coding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream = coding.encode(bytes)) {
      stream.write(reply.json());
      byte[] chunk = new byte[8 * 1024];
      for (ByteBuffer tensor : reply.binary()) {
        ByteBuffer left = tensor.duplicate();
        while (left.hasRemaining()) {
          int length = Math.min(chunk.length, left.remaining());
          left.get(chunk, 0, length);
          stream.write(chunk, 0, length);
        }
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("Expected to write to memory, but could not", impossible);
    }
    return bytes.toByteArray();
  }
}
