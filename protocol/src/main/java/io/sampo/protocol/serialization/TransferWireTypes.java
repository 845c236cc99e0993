package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TensorHeader;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol;
import java.util.Map;

/** 900–949: tensors in chunks. */
final class TransferWireTypes {

  private TransferWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    return Map.ofEntries(
        entry(900, TransferId.class),
        entry(901, TensorHeader.class),
        entry(902, Parcel.Request.class),
        entry(903, Parcel.Answer.class),
        entry(904, TransferProtocol.Announce.class),
        entry(905, TransferProtocol.Accepted.class),
        entry(906, TransferProtocol.Refused.class),
        entry(907, TransferProtocol.Chunk.class),
        entry(908, TransferProtocol.Credit.class),
        entry(909, TransferProtocol.Drop.class));
  }
}
