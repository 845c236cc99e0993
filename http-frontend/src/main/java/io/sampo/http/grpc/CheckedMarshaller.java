package io.sampo.http.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * Reads messages without ever failing. The library takes a failure for a defect of the server: it
 * logs it and says {@code UNKNOWN}; but bytes that are no message are the client's fault. They
 * become one of two messages that nobody else has, known by their identity, for {@link
 * UnreadableMessages} to refuse.
 */
final class CheckedMarshaller<M> implements Marshaller<M> {

  /** A field of a number that no message of ours has; it makes a message that is not shared. */
  private static final byte[] UNKNOWN_FIELD = {(byte) 0xC0, 0x3E, 1};

  private final Marshaller<M> marshaller;
  private final M unreadable;
  private final M tooLarge;

  private CheckedMarshaller(Marshaller<M> marshaller) {
    this.marshaller = marshaller;
    this.unreadable = marshaller.parse(new ByteArrayInputStream(UNKNOWN_FIELD));
    this.tooLarge = marshaller.parse(new ByteArrayInputStream(UNKNOWN_FIELD));
  }

  /** The same calls, whose requests are read like this. */
  static ServerServiceDefinition check(ServerServiceDefinition service) {
    ServerServiceDefinition.Builder checked =
        ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
    service.getMethods().forEach(method -> checked.addMethod(check(method)));
    return checked.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> check(ServerMethodDefinition<Q, A> method) {
    Marshaller<Q> requests = method.getMethodDescriptor().getRequestMarshaller();
    return ServerMethodDefinition.create(
        method.getMethodDescriptor().toBuilder()
            .setRequestMarshaller(new CheckedMarshaller<>(requests))
            .build(),
        method.getServerCallHandler());
  }

  @Override
  public InputStream stream(M message) {
    return marshaller.stream(message);
  }

  @Override
  public M parse(InputStream bytes) {
    try {
      return marshaller.parse(bytes);
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
          ? tooLarge
          : unreadable;
    } catch (RuntimeException brokenCompression) {
      return unreadable;
    }
  }

  boolean isUnreadable(Object message) {
    return message == unreadable;
  }

  boolean isTooLarge(Object message) {
    return message == tooLarge;
  }
}
