package io.sampo.http.admin;

import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * Looks at the bytes of one upload while they pass. Called by one thread at a time, with every
 * chunk in order and then once for the verdict.
 */
interface ContentCheck {

  ContentCheck NONE =
      new ContentCheck() {
        @Override
        public void look(ByteString chunk) {}

        @Override
        public Optional<String> objection() {
          return Optional.empty();
        }
      };

  void look(ByteString chunk);

  /** Why these bytes are not worth storing; asked after the last chunk. */
  Optional<String> objection();
}
