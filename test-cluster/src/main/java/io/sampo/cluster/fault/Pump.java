package io.sampo.cluster.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One direction of one connection: a thread that reads and a thread that writes, with a bounded
 * queue between them, so that a delay holds bytes back without making the link slower. Looks at the
 * fault anew for every chunk.
 */
final class Pump {

  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 64;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final Chunk END = new Chunk(new byte[0], 0);

  private record Chunk(byte[] bytes, long dueAt) {}

  private final InputStream in;
  private final OutputStream out;
  private final Supplier<Fault> fault;
  private final LongAdder changed;
  private final Runnable whenOver;
  private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(CHUNKS);
  private volatile boolean stopped;
  private Random choice;
  private long offset;

  /**
   * @param changed counts the bytes that are passed on as others
   * @param whenOver called once, when nothing will be written any more
   */
  Pump(
      InputStream in,
      OutputStream out,
      Supplier<Fault> fault,
      LongAdder changed,
      Runnable whenOver) {
    this.in = in;
    this.out = out;
    this.fault = fault;
    this.changed = changed;
    this.whenOver = whenOver;
  }

  void start(String name) {
    thread(name + "-read", this::read);
    thread(name + "-write", this::write);
  }

  void stop() {
    stopped = true;
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] buffer = new byte[CHUNK];
    try {
      while (!stopped) {
        awaitOpening();
        int count = in.read(buffer, 0, most());
        if (count < 0) {
          break;
        }
        pass(buffer, count);
      }
    } catch (IOException broken) {
      // The connection has ended, here or at its other side.
    }
    put(END);
  }

  /** Blocked: takes nothing, but notices when that is over. */
  private void awaitOpening() {
    while (!stopped && fault.get() == Fault.Block.INSTANCE) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** A throttled link takes a tenth of a second's worth at a time. */
  private int most() {
    return fault.get() instanceof Fault.Throttle throttle
        ? (int) Math.max(1, Math.min(CHUNK, throttle.bytesPerSecond() / 10))
        : CHUNK;
  }

  private void pass(byte[] buffer, int count) {
    byte[] bytes = Arrays.copyOf(buffer, count);
    Fault now = fault.get();
    corrupt(bytes, now);
    offset += count;
    if (now == Fault.Drop.INSTANCE) {
      return;
    }
    long delay = now instanceof Fault.Delay delayed ? delayed.by().toNanos() : 0;
    put(new Chunk(bytes, System.nanoTime() + delay));
    if (now instanceof Fault.Throttle throttle) {
      LockSupport.parkNanos((long) (count * 1e9 / throttle.bytesPerSecond()));
    }
  }

  private void corrupt(byte[] bytes, Fault now) {
    if (now instanceof Fault.CorruptAt at) {
      long index = at.offset() - offset;
      if (index >= 0 && index < bytes.length) {
        flip(bytes, (int) index);
      }
    } else if (now instanceof Fault.CorruptSome some) {
      choice = choice == null ? new Random(some.seed()) : choice;
      for (int i = 0; i < bytes.length; i++) {
        if (choice.nextDouble() < some.probability()) {
          flip(bytes, i);
        }
      }
    }
  }

  private void flip(byte[] bytes, int index) {
    bytes[index] ^= 1;
    changed.increment();
  }

  private void put(Chunk chunk) {
    try {
      boolean taken = false;
      while (!taken && !stopped) {
        taken = queue.offer(chunk, LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      while (!stopped) {
        Chunk chunk = queue.poll(LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
        if (chunk == END) {
          break;
        }
        if (chunk != null) {
          awaitDue(chunk);
          out.write(chunk.bytes());
          out.flush();
        }
      }
    } catch (IOException broken) {
      // As above.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    whenOver.run();
  }

  private void awaitDue(Chunk chunk) {
    long left = chunk.dueAt() - System.nanoTime();
    while (left > 0 && !stopped) {
      LockSupport.parkNanos(Math.min(left, LOOK_AGAIN_NANOS));
      left = chunk.dueAt() - System.nanoTime();
    }
  }
}
