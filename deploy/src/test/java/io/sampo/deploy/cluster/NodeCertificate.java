package io.sampo.deploy.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a node of the cluster holds to prove that it belongs to it.
 *
 * @param certificate the leaf
 * @param trusted the authority whose leaves the node accepts at the other end
 */
record NodeCertificate(PrivateKey key, X509Certificate certificate, X509Certificate trusted) {

  private static final char[] NO_PASSWORD = {};

  NodeCertificate {
    requireNonNull(key, "key is null");
    requireNonNull(certificate, "certificate is null");
    requireNonNull(trusted, "trusted is null");
  }

  /** The same leaf in the hands of somebody who accepts another authority. */
  NodeCertificate trusting(CertificateAuthority authority) {
    return new NodeCertificate(key, certificate, authority.certificate());
  }

  BigInteger serial() {
    return certificate.getSerialNumber();
  }

  /** The content of a Kubernetes secret of type {@code kubernetes.io/tls}, by file name. */
  Map<String, String> secret() {
    try {
      return Map.of(
          "tls.key", pem("PRIVATE KEY", key.getEncoded()),
          "tls.crt", pem("CERTIFICATE", certificate.getEncoded()),
          "ca.crt", pem("CERTIFICATE", trusted.getEncoded()));
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** For TLS connections of our own to nodes, as one of them. */
  SSLContext context() {
    try {
      KeyStore own = emptyStore();
      own.setKeyEntry("node", key, NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      KeyStore others = emptyStore();
      others.setCertificateEntry("authority", trusted);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(others);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static String pem(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(der), label);
  }
}
