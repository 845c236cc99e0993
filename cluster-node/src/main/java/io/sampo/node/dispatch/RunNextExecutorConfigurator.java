package io.sampo.node.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import org.apache.pekko.dispatch.ThreadPoolConfig;

/**
 * Makes dispatchers run on {@link RunNextPool}s: the {@code executor} of a dispatcher's settings
 * names this class. The size is set in the section {@code run-next-executor}, with the keys and the
 * meaning of Pekko's {@code fork-join-executor}.
 */
public final class RunNextExecutorConfigurator extends ExecutorServiceConfigurator {

  private final int parallelism;

  /** Called by Pekko. */
  public RunNextExecutorConfigurator(Config dispatcher, DispatcherPrerequisites prerequisites) {
    super(dispatcher, prerequisites);
    Config size = dispatcher.getConfig("run-next-executor");
    this.parallelism =
        ThreadPoolConfig.scaledPoolSize(
            size.getInt("parallelism-min"),
            size.getDouble("parallelism-factor"),
            size.getInt("parallelism-max"));
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    MonitorableThreadFactory workers = (MonitorableThreadFactory) threads;
    return () -> new RunNextPool(parallelism, workers.withName(workers.name() + "-" + id));
  }
}
