package io.sampo.node.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import org.apache.pekko.dispatch.ThreadPoolExecutorConfigurator;

/**
 * Pekko's pool of threads, with the lowest priority: for long work that nobody's answer waits for.
 * Set as that pool is, in the section {@code thread-pool-executor}. Where the JVM passes priorities
 * on to the system ({@code -XX:ThreadPriorityPolicy=1}), requests go first on a processor that both
 * want.
 */
public final class BackgroundExecutorConfigurator extends ThreadPoolExecutorConfigurator {

  /** Called by Pekko. */
  public BackgroundExecutorConfigurator(Config dispatcher, DispatcherPrerequisites prerequisites) {
    super(dispatcher.getConfig("thread-pool-executor"), prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    MonitorableThreadFactory all = (MonitorableThreadFactory) threads;
    MonitorableThreadFactory named = all.withName(all.name() + "-" + id);
    return super.createExecutorServiceFactory(id, work -> lowered(named.newThread(work)));
  }

  private static Thread lowered(Thread thread) {
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }
}
