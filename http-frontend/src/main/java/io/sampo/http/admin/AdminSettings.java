package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.http.server.Door;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the admin door.
 *
 * @param tokenFilePath the file of the operator token, or the empty string for none
 * @param maximumUpload bytes of one upload
 * @param uploadTimeout how long one upload may take
 * @param answerTimeout how long to wait for an entity
 * @param readTimeout how long a read waits for an entity whose copy is in the catalog
 * @param maximumFollowers of training jobs at a time
 */
public record AdminSettings(
    Door door,
    String tokenFilePath,
    long maximumUpload,
    Duration uploadTimeout,
    Duration answerTimeout,
    Duration readTimeout,
    int maximumFollowers) {

  private static final String PATH = "sampo.http.admin";

  public AdminSettings {
    requireNonNull(door, "door is null");
    requireNonNull(tokenFilePath, "tokenFilePath is null");
    requireNonNull(uploadTimeout, "uploadTimeout is null");
    requireNonNull(answerTimeout, "answerTimeout is null");
    requireNonNull(readTimeout, "readTimeout is null");
    if (maximumUpload < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.maximum-upload] of 1 byte or more, but was [%d]"
              .formatted(PATH, maximumUpload));
    }
    if (maximumFollowers < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.maximum-followers] of 1 or more, but was [%d]"
              .formatted(PATH, maximumFollowers));
    }
  }

  public Optional<Path> tokenFile() {
    return tokenFilePath.isBlank() ? Optional.empty() : Optional.of(Path.of(tokenFilePath));
  }

  public static AdminSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new AdminSettings(
        Door.from(config, "admin", PATH),
        section.getString("token-file"),
        section.getBytes("maximum-upload"),
        section.getDuration("upload-timeout"),
        section.getDuration("answer-timeout"),
        section.getDuration("read-timeout"),
        section.getInt("maximum-followers"));
  }
}
