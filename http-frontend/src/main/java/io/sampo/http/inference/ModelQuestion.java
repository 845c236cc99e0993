package io.sampo.http.inference;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import org.apache.pekko.actor.typed.ActorRef;

/** A command to a model that is answered with its summary. */
@FunctionalInterface
interface ModelQuestion {

  ModelProtocol.Command to(ActorRef<Outcome<ModelSummary>> replyTo);
}
