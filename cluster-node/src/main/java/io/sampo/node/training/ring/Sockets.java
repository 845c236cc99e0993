package io.sampo.node.training.ring;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

/** Options that both ends of a connection share. */
final class Sockets {

  private Sockets() {}

  static void configure(SocketChannel channel, int bufferBytes) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (bufferBytes > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
    }
  }

  /** Closing fails only where the connection is gone anyway. */
  static void closeQuietly(Channel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException gone) {
      // Nothing is left to release.
    }
  }
}
