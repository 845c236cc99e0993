package io.sampo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClusterMembersTest {

  @Test
  void readsWhoIsThereAndWhoCannotBeReached() throws IOException {
    // given
    String json =
        """
        {"selfNode": "pekko://sampo@127.0.0.1:1", "leader": "pekko://sampo@127.0.0.1:1",
         "oldest": "pekko://sampo@127.0.0.1:2",
         "unreachable": [{"node": "pekko://sampo@127.0.0.1:3", "observedBy": []}],
         "members": [
           {"node": "pekko://sampo@127.0.0.1:1", "status": "Up", "roles": ["frontend"]},
           {"node": "pekko://sampo@127.0.0.1:2", "status": "Leaving", "roles": []},
           {"node": "pekko://sampo@127.0.0.1:3", "status": "Up", "roles": []}]}
        """;
    // when
    ClusterMembers members = ClusterMembers.from(new ObjectMapper().readTree(json));
    // then
    assertThat(members.healthy()).isEqualTo(1);
    assertThat(members.oldest()).endsWith(":2");
    assertThat(members.withPort(3).orElseThrow().reachable()).isFalse();
    assertThat(members.withPort(1).orElseThrow().roles()).containsExactly("frontend");
    assertThat(members.withPort(9)).isEmpty();
  }

  @Test
  void aNodeAloneThatHasNotJoinedKnowsNobody() throws IOException {
    // when
    ClusterMembers members =
        ClusterMembers.from(new ObjectMapper().readTree("{\"members\":[],\"unreachable\":[]}"));
    // then
    assertThat(members.members()).isEmpty();
    assertThat(members.oldest()).isEmpty();
  }
}
