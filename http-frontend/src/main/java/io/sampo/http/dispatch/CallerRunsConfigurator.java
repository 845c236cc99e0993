package io.sampo.http.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ForkJoinExecutorConfigurator;

/**
 * How Pekko makes a dispatcher with a {@link CallerRunsExecutor} in front of its own fork-join
 * pool, which is set as ever in the section {@code fork-join-executor}.
 */
public final class CallerRunsConfigurator extends ExecutorServiceConfigurator {

  private final ForkJoinExecutorConfigurator pools;

  /** Called by Pekko. */
  public CallerRunsConfigurator(Config dispatcher, DispatcherPrerequisites prerequisites) {
    super(dispatcher, prerequisites);
    this.pools =
        new ForkJoinExecutorConfigurator(dispatcher.getConfig("fork-join-executor"), prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ExecutorServiceFactory pool = pools.createExecutorServiceFactory(id, threads);
    return () -> new CallerRunsExecutor((ForkJoinPool) pool.createExecutorService());
  }
}
