package io.sampo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.http.javadsl.model.Uri;
import org.junit.jupiter.api.Test;

class RequestPathTest {

  private static List<String> segments(String path) {
    return RequestPath.segments(Uri.create(path));
  }

  @Test
  void splitsAndDecodes() {
    assertThat(segments("/v2/models/a%20b%C3%A4/infer"))
        .containsExactly("v2", "models", "a bä", "infer");
  }

  @Test
  void doesNotSplitAtAnEncodedSlash() {
    assertThat(segments("/a%2Fb")).containsExactly("a/b");
  }

  @Test
  void keepsWhatATrailingSlashLeaves() {
    assertThat(segments("/a//b")).containsExactly("a", "", "b");
    assertThat(segments("/a/")).containsExactly("a", "");
    assertThat(segments("/")).containsExactly("");
    assertThat(segments("")).containsExactly("");
  }

  @Test
  void keepsBrokenEscapes() {
    assertThat(RequestPath.decoded("%zz")).isEqualTo("%zz");
    assertThat(RequestPath.decoded("%4")).isEqualTo("%4");
    assertThat(RequestPath.decoded("%")).isEqualTo("%");
  }
}
