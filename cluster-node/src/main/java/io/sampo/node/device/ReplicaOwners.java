package io.sampo.node.device;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeRoles;
import io.sampo.protocol.serving.ModelProtocol;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/** Where the owners of replicas are, as seen from a device. */
@FunctionalInterface
public interface ReplicaOwners {
  /** The entity of the model; messages to it may get lost. */
  RecipientRef<ModelProtocol.Command> of(ModelName model);

  /** Whether there is a node in reach on which owners can live. */
  default boolean areReachable() {
    return true;
  }

  /** Sharded over the nodes with the role {@code coordinator}. */
  static ReplicaOwners sharded(ActorSystem<?> system) {
    return new ReplicaOwners() {
      @Override
      public RecipientRef<ModelProtocol.Command> of(ModelName model) {
        return ClusterSharding.get(system).entityRefFor(EntityKeys.MODEL, model.value());
      }

      @Override
      public boolean areReachable() {
        CurrentClusterState state = Cluster.get(system).state();
        Set<Member> unreachable = state.getUnreachable();
        for (Member member : state.getMembers()) {
          if (member.status().equals(MemberStatus.up())
              && member.hasRole(NodeRoles.COORDINATOR)
              && !unreachable.contains(member)) {
            return true;
          }
        }
        return false;
      }
    };
  }
}
