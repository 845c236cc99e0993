package io.sampo.deploy.cluster;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates the way cert-manager does for a cluster: one authority, and leaves that are
 * good for both ends of a connection.
 *
 * <p>Keys are RSA: Pekko 1.2.1 reads a private key as PKCS#8 or PKCS#1 of RSA and as nothing else
 * ({@code org.apache.pekko.pki.pem.DERPrivateKeyLoader}), and only the first certificate of each
 * file ({@code org.apache.pekko.remote.artery.tcp.ssl.PemManagersProvider}).
 */
final class CertificateAuthority {

  private static final int KEY_BITS = 2048;
  private static final int SERIAL_BITS = 64;
  private static final Duration LIFETIME = Duration.ofHours(24);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private CertificateAuthority(X500Name name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  static CertificateAuthority create(String commonName) {
    try {
      X500Name name = new X500Name("CN=" + commonName);
      KeyPair keys = newKeys();
      JcaX509v3CertificateBuilder builder = builder(name, name, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      return new CertificateAuthority(name, keys, sign(builder, keys));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException failure) {
      throw new IllegalStateException("Expected to make an authority, but " + failure, failure);
    }
  }

  /** Its own certificate, self-signed. */
  X509Certificate certificate() {
    return certificate;
  }

  /** A leaf with a new key and a new serial number. */
  NodeCertificate issue(String dnsName) {
    try {
      KeyPair leaf = newKeys();
      JcaX509v3CertificateBuilder builder = builder(name, new X500Name("CN=" + dnsName), leaf);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      return new NodeCertificate(leaf.getPrivate(), sign(builder, keys), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException failure) {
      throw new IllegalStateException(
          "Expected to issue [" + dnsName + "], but " + failure, failure);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM),
        Date.from(now.minusSeconds(60)),
        Date.from(now.plus(LIFETIME)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair issuer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate())));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    return generator.generateKeyPair();
  }
}
