package io.sampo.http.routing;

/** A replica that has as much to do as a test says. */
final class FakeCandidate implements ReplicaStrategy.Candidate {

  int inFlight;
  int load;
  private final boolean local;

  FakeCandidate(int inFlight, int load, boolean local) {
    this.inFlight = inFlight;
    this.load = load;
    this.local = local;
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public int load(long now) {
    return load;
  }

  @Override
  public boolean isLocal() {
    return local;
  }
}
