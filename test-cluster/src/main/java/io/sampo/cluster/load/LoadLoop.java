package io.sampo.cluster.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The connections of one run and what is under way on them. One thread waits for answers and calls
 * {@link #turn}; at a constant rate a second one sends what becomes due, by {@link #sendDue}. Both
 * hold this object's lock while they change it.
 */
final class LoadLoop implements AutoCloseable {

  private static final int READ_BUFFER = 256 * 1024;
  private static final long BETWEEN_ROUNDS = 50_000_000;
  private static final int SELECT_MILLIS = 10;

  /** More at once would overflow the queue in which a server's system keeps new connections. */
  private static final int OPENED_TOGETHER = 16;

  private static final long BETWEEN_OPENINGS = 10_000_000;

  private final LoadPlan plan;
  private final Agenda agenda;
  private final ResponseListener listener;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final IdleConnections idle;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BUFFER);
  private Recorder recorder = new Recorder(System.nanoTime());
  private int busy;
  private long openedAt = System.nanoTime() - BETWEEN_OPENINGS;

  LoadLoop(LoadPlan plan, ResponseListener listener) throws IOException {
    this.plan = plan;
    this.agenda = new Agenda(plan.requests(), plan.pace());
    this.listener = listener;
    this.selector = Selector.open();
    this.idle = new IdleConnections(plan.connections());
    for (int i = 0; i < plan.connections(); i++) {
      connections.add(new Connection(plan.requests().requests(), i % plan.targets().size()));
    }
  }

  /** Everything that happens to sockets now; waits for it for some milliseconds. */
  void turn() throws IOException {
    reopen();
    selector.select(this::onSelected, SELECT_MILLIS);
    synchronized (this) {
      long now = System.nanoTime();
      recorder.tick(now);
      expire(now);
      sendDue(now);
    }
  }

  /** Sends what is due, as far as connections are free. */
  synchronized void sendDue(long now) {
    sendRetries(now);
    while (!idle.isEmpty() && agenda.isDue(now)) {
      long intended = agenda.dueAt(now);
      send(idle.take(), agenda.take(), intended, false);
    }
  }

  synchronized boolean isConnected() {
    return idle.size() == connections.size();
  }

  synchronized void begin(long now, long end) {
    agenda.begin(now, end);
    sendDue(now);
  }

  synchronized void end(long now) {
    agenda.end(now);
    recorder.endTime(now);
  }

  /** What was due before the end and found no free connection since, has failed. */
  synchronized void dropBacklog() {
    recorder.unsent(agenda.drop());
  }

  /** What has no answer yet has failed. */
  synchronized void giveUp() {
    recorder.unsent(agenda.retries().size());
    for (Connection connection : connections) {
      if (connection.isBusy()) {
        recorder.timedOut();
      }
    }
  }

  /** Whether everything that was due has been answered, or has failed. */
  synchronized boolean isDrained(long now) {
    return busy == 0 && agenda.retries().isEmpty() && !agenda.isDue(now);
  }

  /** Nanoseconds until something becomes due; 0 or less if something waits for a connection. */
  synchronized long untilDue(long now) {
    return agenda.dueAt(now) - now;
  }

  /** Counts anew from now on, and returns what has counted until now. */
  synchronized Recorder cut(long now) {
    Recorder before = recorder;
    recorder = new Recorder(now);
    return before;
  }

  /** What counts now. */
  synchronized Recorder recorder() {
    return recorder;
  }

  @Override
  public synchronized void close() throws IOException {
    connections.forEach(Connection::close);
    selector.close();
  }

  private synchronized void reopen() {
    long now = System.nanoTime();
    if (now - openedAt < BETWEEN_OPENINGS) {
      return;
    }
    int opened = 0;
    for (Connection connection : connections) {
      if (opened < OPENED_TOGETHER && !connection.isOpen() && connection.reopenAt() <= now) {
        open(connection);
        opened++;
        openedAt = now;
      }
    }
  }

  private void open(Connection connection) {
    try {
      connection.open(selector, plan.targets().get(connection.target()));
    } catch (IOException refused) {
      abandon(connection);
    }
  }

  private synchronized void onSelected(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    if (!key.isValid() || !connection.isOpen()) {
      return;
    }
    try {
      if (key.isConnectable()) {
        connection.finishConnect();
        free(connection);
        return;
      }
      if (key.isWritable()) {
        connection.write();
      }
      if (key.isReadable()) {
        read(connection);
      }
    } catch (IOException failure) {
      onBroken(connection);
    }
  }

  private void read(Connection connection) throws IOException {
    int count = connection.read(incoming.clear());
    if (count < 0 || (count > 0 && !connection.isBusy())) {
      onBroken(connection);
      return;
    }
    if (count > 0 && connection.parser().take(incoming.flip())) {
      if (incoming.hasRemaining()) {
        throw new MalformedAnswerException("more than one answer to one request");
      }
      onAnswer(connection);
    }
  }

  private void onAnswer(Connection connection) {
    long now = System.nanoTime();
    ResponseParser answer = connection.parser();
    long latency = now - connection.intendedAt();
    recorder.answered(answer.status(), answer.matches(), latency, now - connection.sentAt());
    listener.onResponse(
        connection.position(),
        answer.status(),
        answer.attempts(),
        connection.intendedAt(),
        latency);
    busy--;
    connection.complete();
    if (answer.closes()) {
      recorder.reconnected();
      abandon(connection);
    } else {
      free(connection);
    }
  }

  private void free(Connection connection) {
    idle.add(connection);
    sendDue(System.nanoTime());
  }

  private void sendRetries(long now) {
    Iterator<Agenda.Retry> retries = agenda.retries().iterator();
    while (retries.hasNext() && !idle.isEmpty()) {
      Agenda.Retry retry = retries.next();
      boolean onlyOne = plan.targets().size() == 1;
      Connection other = onlyOne ? idle.take() : idle.takeOther(retry.target());
      if (other != null) {
        retries.remove();
        send(other, retry.position(), retry.intendedAt(), true);
      } else if (now - retry.intendedAt() > plan.delivery().timeout().toNanos()) {
        retries.remove();
        recorder.timedOut();
      }
    }
  }

  private void send(Connection connection, int position, long intended, boolean again) {
    busy++;
    try {
      connection.send(position, intended, System.nanoTime(), again);
    } catch (IOException failure) {
      onBroken(connection);
    }
  }

  /** The connection has ended: its request gets a second attempt if it may have one. */
  private void onBroken(Connection connection) {
    if (connection.isBusy()) {
      busy--;
      boolean untouched = !connection.parser().isStarted() && !connection.isSecondAttempt();
      if (plan.delivery().retriesOnce() && untouched) {
        recorder.retried();
        agenda.retry(
            new Agenda.Retry(connection.position(), connection.intendedAt(), connection.target()));
      } else {
        recorder.broken();
        failed(connection);
      }
    } else {
      idle.remove(connection);
    }
    recorder.reconnected();
    abandon(connection);
  }

  private void expire(long now) {
    long limit = plan.delivery().timeout().toNanos();
    for (Connection connection : connections) {
      if (connection.isBusy() && now - connection.sentAt() > limit) {
        busy--;
        recorder.timedOut();
        failed(connection);
        recorder.reconnected();
        abandon(connection);
      }
    }
  }

  private void failed(Connection connection) {
    long latency = System.nanoTime() - connection.intendedAt();
    listener.onResponse(connection.position(), 0, 0, connection.intendedAt(), latency);
  }

  /** Every target is tried at once, then all again after a pause. */
  private void abandon(Connection connection) {
    int round = plan.targets().size();
    boolean pause = connection.failuresInARow() >= round;
    connection.abandon(round, System.nanoTime() + (pause ? BETWEEN_ROUNDS : 0));
  }
}
