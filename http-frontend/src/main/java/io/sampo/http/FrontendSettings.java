package io.sampo.http;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.http.admin.AdminSettings;
import io.sampo.http.catalog.CatalogSettings;
import io.sampo.http.grpc.GrpcSettings;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.routing.PulseSettings;
import io.sampo.http.routing.RouterSettings;
import io.sampo.http.routing.ShadowSettings;
import io.sampo.http.telemetry.MetricsSettings;
import java.time.Duration;

/**
 * All settings of a frontend, read once from {@code sampo.http}, {@code sampo.router} and {@code
 * sampo.pulse}.
 */
public record FrontendSettings(
    InferenceSettings inference,
    GrpcSettings grpc,
    AdminSettings admin,
    MetricsSettings metrics,
    CatalogSettings catalog,
    RouterSettings router,
    PulseSettings pulse,
    ShadowSettings shadow,
    Duration stopTimeout) {

  public FrontendSettings {
    requireNonNull(inference, "inference is null");
    requireNonNull(grpc, "grpc is null");
    requireNonNull(admin, "admin is null");
    requireNonNull(metrics, "metrics is null");
    requireNonNull(catalog, "catalog is null");
    requireNonNull(router, "router is null");
    requireNonNull(pulse, "pulse is null");
    requireNonNull(shadow, "shadow is null");
    requireNonNull(stopTimeout, "stopTimeout is null");
  }

  /** From the whole configuration of a node. */
  public static FrontendSettings from(Config config) {
    return new FrontendSettings(
        InferenceSettings.from(config),
        GrpcSettings.from(config),
        AdminSettings.from(config),
        MetricsSettings.from(config),
        CatalogSettings.from(config),
        RouterSettings.from(config),
        PulseSettings.from(config),
        ShadowSettings.from(config),
        config.getDuration("sampo.http.stop-timeout"));
  }
}
