package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
    CheckpointCopy copy = CheckpointSamples.copy(40);

    // when
    ArtifactHash manifest = checkpoints.write(copy);
    Checkpoint checkpoint = checkpoints.verified(manifest);
    ByteBuffer restored = ByteBuffer.allocateDirect(copy.optimizerState().remaining());
    checkpoints.readOptimizerState(checkpoint, restored);

    // then
    assertThat(checkpoint.step()).isEqualTo(40);
    assertThat(checkpoint.moduleBytes()).isEqualTo(copy.module().length);
    assertThat(artifacts.open(checkpoint.module())).hasBinaryContent(copy.module());
    assertThat(restored).isEqualTo(copy.optimizerState());
    byte[] parameters = Files.readAllBytes(artifacts.verified(checkpoint.parameters()));
    assertThat(parameters).hasSize((int) checkpoint.parametersBytes());
    assertThat(StrictSafetensors.read(parameters).tensors().get("weight"))
        .hasSize(CheckpointSamples.FLOATS)
        .containsOnly(40);
  }

  @Test
  void readsACheckpointOfTheFirstVersion() {
    // given
    ArtifactHash module = put("module");
    ArtifactHash state = artifacts.put(new ByteArrayInputStream(new byte[] {1, 2, 3, 4}));
    ArtifactHash manifest =
        put(
            "sampo-checkpoint 1\nstep 7\nmodule %s 6\noptimizer-state %s\n"
                .formatted(module, state));

    // when
    Checkpoint checkpoint = checkpoints.verified(manifest);
    ByteBuffer restored = ByteBuffer.allocateDirect(4);
    checkpoints.readOptimizerState(checkpoint, restored);

    // then
    assertThat(checkpoint).isEqualTo(new Checkpoint(7, module, 6, state));
    assertThat(restored).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    assertThat(CheckpointManifest.address(checkpoint)).isEqualTo(manifest);
  }

  @Test
  void keepsTheStateOfAnOptimizerThatHasNone() throws IOException {
    // given
    CheckpointCopy copy = CheckpointSamples.copy(40, ByteBuffer.allocate(0));
    Checkpoint checkpoint = checkpoints.read(checkpoints.write(copy));

    // when
    checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(0));

    // then
    byte[] state = Files.readAllBytes(artifacts.verified(checkpoint.optimizerState()));
    assertThat(StrictSafetensors.read(state).tensors().get("state")).isEmpty();
    assertThatThrownBy(
            () -> checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(4)))
        .hasMessageContaining("Expected 4 bytes of optimizer state for step [40]");
  }

  @Test
  void refusesOptimizerStateOfAnotherSize() {
    // given
    Checkpoint checkpoint = checkpoints.read(checkpoints.write(CheckpointSamples.copy(40)));

    // when / then
    assertThatThrownBy(
            () -> checkpoints.readOptimizerState(checkpoint, ByteBuffer.allocateDirect(12)))
        .hasMessageContaining("Expected 12 bytes of optimizer state for step [40]");
  }

  @Test
  void refusesAManifestThatIsNone() {
    // given
    ArtifactHash text = put("step 4\n");

    // when / then
    assertThatThrownBy(() -> checkpoints.read(text))
        .asInstanceOf(InstanceOfAssertFactories.type(PlatformException.class))
        .extracting(PlatformException::code)
        .isEqualTo(ErrorCode.ARTIFACT_INVALID);
  }

  @Test
  void deletesWhatBelongsToACheckpointAndLeavesItsModule() {
    // given
    ArtifactHash oldManifest = checkpoints.write(CheckpointSamples.copy(40));
    Checkpoint old = checkpoints.read(oldManifest);
    Checkpoint kept = checkpoints.read(checkpoints.write(CheckpointSamples.copy(80)));

    // when
    checkpoints.delete(old, List.of(kept));

    // then
    assertThat(artifacts.exists(oldManifest)).isFalse();
    assertThat(artifacts.exists(old.optimizerState())).isFalse();
    assertThat(artifacts.exists(old.parameters())).isFalse();
    assertThat(artifacts.exists(old.module())).isTrue();
    assertThat(checkpoints.newestComplete(List.of(kept))).isPresent();
  }

  @Test
  void leavesTheCheckpointOfAnotherJobAloneThatCameToTheSameParameters() {
    // given
    Checkpoint one = checkpoints.read(checkpoints.write(CheckpointSamples.copy(40)));
    ArtifactHash other = checkpoints.write(CheckpointSamples.copy(new JobId("same-seed"), 40));

    // when
    checkpoints.delete(one, List.of());

    // then
    assertThat(checkpoints.verified(other).module()).isEqualTo(one.module());
    assertThat(artifacts.exists(checkpoints.read(other).parameters())).isTrue();
  }

  private ArtifactHash put(String text) {
    return artifacts.put(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
