package io.sampo.node;

import com.typesafe.config.Config;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.NodeRoles;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Decides whether a node may start with the network that it is configured for: what nodes say to
 * each other stays on this machine or is encrypted, unless somebody has said that plain text is
 * meant. What the doors ask for is decided by the frontend.
 */
final class PlaintextGuard {
  private static final String TRANSPORT = "pekko.remote.artery.transport";
  private static final String ENCRYPTED = "tls-tcp";
  private static final String CANONICAL_HOST = "pekko.remote.artery.canonical.hostname";
  private static final String BIND_HOST = "pekko.remote.artery.bind.hostname";
  private static final String INSECURE_REMOTING = "sampo.insecure-remoting";
  private static final String DATA_PLANE_HOST = "sampo.training.data-plane.host";
  private static final String INSECURE_DATA_PLANE = "sampo.training.data-plane.insecure";
  private static final String ROLES = "pekko.cluster.roles";

  private PlaintextGuard() {}

  /**
   * Resolves host names, which may block.
   *
   * @param config the whole configuration
   * @throws PlatformException if plain text would leave this machine and nobody has asked for it
   */
  static void check(Config config) {
    if (!config.getBoolean(INSECURE_REMOTING)) {
      checkRemoting(config);
    }
    // Only a device has a data plane.
    if (config.getStringList(ROLES).contains(NodeRoles.COMPUTE)
        && !config.getBoolean(INSECURE_DATA_PLANE)) {
      checkDataPlane(config);
    }
  }

  private static void checkRemoting(Config config) {
    String transport = config.getString(TRANSPORT);
    String told = config.getString(CANONICAL_HOST);
    String bound = config.getString(BIND_HOST);
    String outermost = bound.isEmpty() || isLoopback(bound) ? told : bound;
    if (!transport.equals(ENCRYPTED) && !isLoopback(outermost)) {
      throw refused(
          "Expected remoting at [%s], which is open beyond this machine, to be encrypted, but [%s] is [%s]. Include [remoting-tls.conf], or set [%s = true] where the network is trusted"
              .formatted(outermost, TRANSPORT, transport, INSECURE_REMOTING));
    }
  }

  private static void checkDataPlane(Config config) {
    String host = config.getString(DATA_PLANE_HOST);
    if (!isLoopback(host)) {
      throw refused(
          "Expected the training data plane, which is not encrypted, to stay on this machine, but [%s] is [%s]. Set [%s = true] where the network is trusted"
              .formatted(DATA_PLANE_HOST, host, INSECURE_DATA_PLANE));
    }
  }

  /**
   * An unknown name counts as no, and so does one that is only a wish, as {@code <getHostName>}.
   */
  private static boolean isLoopback(String host) {
    try {
      return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static PlatformException refused(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
