package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir private Path directory;
  private ArtifactStore artifacts;
  private CheckpointStore checkpoints;

  @BeforeEach
  void openStore() {
    artifacts = DirectoryArtifactStore.open(directory, Clock.systemUTC());
    checkpoints = new CheckpointStore(artifacts);
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    // given
    ByteBuffer state = ByteBuffer.allocateDirect(8).putFloat(1).putFloat(2).flip();

    // when
    ArtifactHash manifest =
        checkpoints.write(40, out -> out.write("module".getBytes(UTF_8)), state);
    Checkpoint checkpoint = checkpoints.read(manifest);
    ByteBuffer restored = ByteBuffer.allocateDirect(8);
    checkpoints.readOptimizerState(checkpoint, restored);

    // then
    assertThat(checkpoint.step()).isEqualTo(40);
    assertThat(checkpoint.moduleBytes()).isEqualTo(6);
    assertThat(artifacts.open(checkpoint.module())).hasBinaryContent("module".getBytes(UTF_8));
    assertThat(restored).isEqualTo(state);
  }

  @Test
  void keepsTheStateOfAnOptimizerThatHasNone() {
    // given
    ArtifactHash manifest = checkpoints.write(40, out -> out.write(1), ByteBuffer.allocate(0));
    Checkpoint checkpoint = checkpoints.read(manifest);

    // when
    checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(0));

    // then
    assertThat(artifacts.open(checkpoint.optimizerState())).isEmpty();
    assertThatThrownBy(
            () -> checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(4)))
        .hasMessageContaining("Expected 4 bytes of optimizer state for step [40]");
  }

  @Test
  void refusesOptimizerStateOfAnotherSize() {
    // given
    ArtifactHash manifest = checkpoints.write(40, out -> out.write(1), ByteBuffer.allocate(8));
    Checkpoint checkpoint = checkpoints.read(manifest);

    // when / then
    assertThatThrownBy(
            () -> checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(12)))
        .hasMessageContaining("Expected 12 bytes of optimizer state for step [40]");
  }

  @Test
  void refusesAManifestThatIsNone() {
    // given
    ArtifactHash text = artifacts.put(new ByteArrayInputStream("step 4\n".getBytes(UTF_8)));

    // when / then
    assertThatThrownBy(() -> checkpoints.read(text))
        .asInstanceOf(InstanceOfAssertFactories.type(PlatformException.class))
        .extracting(PlatformException::code)
        .isEqualTo(ErrorCode.ARTIFACT_INVALID);
  }
}
