/**
 * How records become bytes: Kryo behind a Pekko serializer. Owns: the table of wire types and the
 * serializers. Does not own: the records. The only package that knows Kryo.
 */
package io.sampo.protocol.serialization;
