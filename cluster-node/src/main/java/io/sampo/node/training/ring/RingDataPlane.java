package io.sampo.node.training.ring;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data plane over TCP. */
public final class RingDataPlane implements DataPlane {
  private static final Logger LOG = LoggerFactory.getLogger(RingDataPlane.class);

  private final DataPlaneSettings settings;
  private final DataPlaneMeter meter = new DataPlaneMeter();
  private final RingRegistry registry = new RingRegistry(meter);
  private final ConcurrentLinkedQueue<ByteBuffer> chunks = new ConcurrentLinkedQueue<>();
  private final ConnectionDesk desk;

  private RingDataPlane(DataPlaneSettings settings) throws IOException {
    this.settings = settings;
    this.desk = ConnectionDesk.open(settings, registry);
  }

  /**
   * Listens from now on.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static RingDataPlane start(DataPlaneSettings settings) {
    requireNonNull(settings, "settings is null");
    try {
      RingDataPlane plane = new RingDataPlane(settings);
      LOG.info("Training data plane listens on [{}]", plane.address());
      return plane;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "Expected to listen on [%s:%d], but %s"
              .formatted(settings.host(), settings.port(), failure),
          failure);
    }
  }

  @Override
  public InetSocketAddress address() {
    return desk.address();
  }

  @Override
  public AllReduce open(RingMembership membership) {
    RingAllReduce ring = new RingAllReduce(membership, settings, this);
    try {
      registry.open(ring);
    } catch (IllegalStateException taken) {
      ring.close();
      throw taken;
    }
    return ring;
  }

  /** A direct buffer of one chunk; comes back by {@link #release}. */
  ByteBuffer borrowChunk() {
    ByteBuffer chunk = chunks.poll();
    return chunk == null ? ByteBuffer.allocateDirect(settings.chunkBytes()) : chunk;
  }

  void release(RingAllReduce ring, ByteBuffer chunk) {
    registry.remove(ring);
    chunks.add(chunk);
  }

  DataPlaneMeter meter() {
    return meter;
  }

  @Override
  public DataPlaneCounters counters() {
    return meter.counters();
  }

  @Override
  public void close() {
    registry.close();
    desk.close();
  }
}
