package io.sampo.node.training.ring;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Data planes on loopback in this JVM, one per real member, each with a thread of its own. */
final class RingFixture implements AutoCloseable {
  static final JobId JOB = new JobId("job-1");
  static final String TOKEN = "token-of-job-1";
  static final Duration AMPLE = Duration.ofSeconds(60);
  static final int CHUNK_BYTES = 1024;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<RingDataPlane> planes = new ArrayList<>();
  private final List<AllReduce> rings = new ArrayList<>();
  private final List<CraftedPeer> peers = new ArrayList<>();
  private final List<RingMember> members = new ArrayList<>();

  static DataPlaneSettings settings() {
    return new DataPlaneSettings(
        "127.0.0.1",
        0,
        CHUNK_BYTES,
        0,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  /** A ring of real members only. */
  static RingFixture of(int size) {
    RingFixture fixture = new RingFixture();
    for (int rank = 0; rank < size; rank++) {
      fixture.addReal(settings());
    }
    return fixture;
  }

  RingDataPlane addReal(DataPlaneSettings settings) {
    RingDataPlane plane = RingDataPlane.start(settings);
    planes.add(plane);
    addMember(plane.address().getPort());
    return plane;
  }

  /** A member that the test plays itself. */
  CraftedPeer addCrafted() throws Exception {
    CraftedPeer peer = new CraftedPeer();
    peers.add(peer);
    planes.add(null);
    addMember(peer.port());
    return peer;
  }

  private void addMember(int port) {
    UUID id = new UUID(42, members.size());
    members.add(new RingMember(new WorkerIncarnation(id), "127.0.0.1", port));
  }

  RingMembership membership(int rank, long generation, int floats) {
    return new RingMembership(JOB, TOKEN, generation, members, rank, floats);
  }

  WorkerIncarnation worker(int rank) {
    return members.get(rank).worker();
  }

  RingDataPlane plane(int rank) {
    return planes.get(rank);
  }

  AllReduce open(int rank, long generation, int floats) {
    AllReduce ring = planes.get(rank).open(membership(rank, generation, floats));
    rings.add(ring);
    return ring;
  }

  <T> Future<T> start(Callable<T> task) {
    return threads.submit(task);
  }

  /** Opens and connects all real members. */
  List<AllReduce> connect(long generation, int floats) throws Exception {
    List<AllReduce> opened = new ArrayList<>();
    for (int rank = 0; rank < planes.size(); rank++) {
      opened.add(planes.get(rank) == null ? null : open(rank, generation, floats));
    }
    List<Future<Void>> connecting = new ArrayList<>();
    for (AllReduce ring : opened) {
      if (ring != null) {
        connecting.add(start(() -> connected(ring)));
      }
    }
    for (Future<Void> one : connecting) {
      get(one);
    }
    return opened;
  }

  private static Void connected(AllReduce ring) throws DataPlaneException {
    ring.connect(AMPLE);
    return null;
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.get(120, TimeUnit.SECONDS);
  }

  /** What a call that must fail failed with. */
  static DataPlaneException failure(Future<?> future) throws Exception {
    try {
      Object result = get(future);
      throw new AssertionError("Expected a failure, but got " + result);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof DataPlaneException expected) {
        return expected;
      }
      throw failure;
    }
  }

  static ByteBuffer direct(float... values) {
    ByteBuffer buffer = zeros(values.length);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  static ByteBuffer zeros(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  static float[] floats(ByteBuffer buffer) {
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Connections end first, then planes: a worker lets go of its ring before its node stops. */
  @Override
  public void close() {
    threads.shutdownNow();
    rings.forEach(AllReduce::close);
    peers.forEach(CraftedPeer::close);
    for (RingDataPlane plane : planes) {
      if (plane != null) {
        plane.close();
      }
    }
  }
}
