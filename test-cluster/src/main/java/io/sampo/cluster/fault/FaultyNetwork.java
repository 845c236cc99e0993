package io.sampo.cluster.fault;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/** Several proxies by the number of the node behind them. Thread-safe. */
public final class FaultyNetwork implements AutoCloseable {

  private final Map<Integer, FaultProxy> proxies = new TreeMap<>();

  /** Opens a proxy in front of a node's port on the loopback address. */
  public synchronized FaultProxy open(int node, int port, int targetPort) {
    FaultProxy proxy =
        FaultProxy.open(
            "proxy-" + node,
            port,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
    proxies.put(node, proxy);
    return proxy;
  }

  /** The proxy through which the others reach this node. */
  public synchronized FaultProxy towards(int node) {
    FaultProxy proxy = proxies.get(node);
    if (proxy == null) {
      throw new IllegalArgumentException(
          "Expected a node among " + proxies.keySet() + ", but was [" + node + "].");
    }
    return proxy;
  }

  /** Every link is whole again. */
  public synchronized void heal() {
    proxies.values().forEach(proxy -> proxy.set(LinkFaults.NONE));
  }

  @Override
  public synchronized void close() {
    proxies.values().forEach(FaultProxy::close);
  }
}
