package io.sampo.deploy.cluster;

import java.util.Locale;

/** The two kinds of pods of a cluster; each is a StatefulSet. */
enum Component {
  COORDINATOR,
  COMPUTE;

  /** As labels and names of files say it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
