package io.sampo.node.engine.djl;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's own command {@code System.trim_native_heap}, which makes the allocator of the C library
 * give unused pages back to the system. A JVM or a system that does not know it keeps them. Blocks
 * for some milliseconds; thread-safe.
 */
final class TrimCommand implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TrimCommand.class);
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final Object[] NO_ARGUMENTS = {};
  private static final String[] NO_TYPES = {};

  private final String operation;

  TrimCommand() {
    this("systemTrimNativeHeap");
  }

  /** For tests: another command of the JVM. */
  TrimCommand(String operation) {
    this.operation = operation;
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    try {
      String said =
          String.valueOf(
                  ManagementFactory.getPlatformMBeanServer()
                      .invoke(new ObjectName(COMMANDS), operation, NO_ARGUMENTS, NO_TYPES))
              .strip();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      log.info("Native memory of closed modules given back in {} ms: {}", millis, said);
    } catch (JMException | RuntimeException unknown) {
      log.info("Native memory of closed modules is kept, because this JVM lacks: {}", operation);
      log.debug("The command failed", unknown);
    }
  }
}
