package io.sampo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPathTest {

  @Test
  void splitsAndDecodes() {
    assertThat(RequestPath.segments("/v2/models/a%20b%C3%A4/infer"))
        .containsExactly("v2", "models", "a bä", "infer");
  }

  @Test
  void doesNotSplitAtAnEncodedSlash() {
    assertThat(RequestPath.segments("/a%2Fb")).containsExactly("a/b");
  }

  @Test
  void keepsWhatATrailingSlashLeaves() {
    assertThat(RequestPath.segments("/a/")).containsExactly("a", "");
    assertThat(RequestPath.segments("/")).containsExactly("");
    assertThat(RequestPath.segments("")).containsExactly("");
  }

  @Test
  void keepsBrokenEscapes() {
    assertThat(RequestPath.segments("/%zz/%4/%")).containsExactly("%zz", "%4", "%");
  }
}
