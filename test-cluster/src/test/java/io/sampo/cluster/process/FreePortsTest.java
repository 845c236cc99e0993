package io.sampo.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void findsDifferentPortsThatAreFree() {
    // when
    List<Integer> ports = FreePorts.find(20);
    // then
    assertThat(ports).hasSize(20).doesNotHaveDuplicates().allMatch(FreePorts::isFree);
  }

  @Test
  void seesThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.isFree(taken.getLocalPort())).isFalse();
    }
  }
}
