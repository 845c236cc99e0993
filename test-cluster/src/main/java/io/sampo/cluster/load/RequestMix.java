package io.sampo.cluster.load;

import java.util.List;

/**
 * Which request comes when: the n-th request of a run is the n-th of the sequence, which begins
 * again at its end.
 */
public final class RequestMix {

  private final List<PreparedRequest> requests;
  private final int[] sequence;

  private RequestMix(List<PreparedRequest> requests, int[] sequence) {
    this.requests = List.copyOf(requests);
    this.sequence = sequence.clone();
  }

  /** One and the same request always. */
  public static RequestMix of(PreparedRequest request) {
    return new RequestMix(List.of(request), new int[] {0});
  }

  /**
   * @param sequence positions in the list
   */
  public static RequestMix of(List<PreparedRequest> requests, int[] sequence) {
    if (sequence.length == 0) {
      throw new IllegalArgumentException("Expected a sequence of requests, but it was empty.");
    }
    for (int position : sequence) {
      if (position < 0 || position >= requests.size()) {
        throw new IllegalArgumentException(
            "Expected positions below [%d], but there was [%d]."
                .formatted(requests.size(), position));
      }
    }
    return new RequestMix(requests, sequence);
  }

  List<PreparedRequest> requests() {
    return requests;
  }

  /** The position of the request to send as the n-th. */
  int at(long number) {
    return sequence[(int) (number % sequence.length)];
  }
}
