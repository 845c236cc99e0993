package io.sampo.node;

/** The version of this build. */
final class NodeVersion {
  private static final String DEVELOPMENT = "0.0.0";

  private NodeVersion() {}

  /** As {@code major.minor.patch}; 0.0.0 where classes do not come from a jar. */
  static String current() {
    String version = NodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? DEVELOPMENT : version.replaceFirst("-.*", "");
  }
}
