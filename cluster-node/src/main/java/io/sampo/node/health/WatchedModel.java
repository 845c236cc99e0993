package io.sampo.node.health;

import io.sampo.node.engine.ForwardResult;
import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/** A model whose forwards, of whatever kind, are all watched. As thread-safe as the model. */
final class WatchedModel implements LoadedModel {
  private final LoadedModel model;
  private final ForwardWatch watch;

  WatchedModel(LoadedModel model, ForwardWatch watch) {
    this.model = model;
    this.watch = watch;
  }

  @Override
  public List<Tensor> forward(List<Tensor> inputs) {
    int place = watch.begin();
    boolean success = false;
    try {
      List<Tensor> outputs = model.forward(inputs);
      success = true;
      return outputs;
    } finally {
      watch.end(place, success);
    }
  }

  @Override
  public ForwardResult forwardTogether(List<List<Tensor>> requests) {
    int place = watch.begin();
    boolean success = false;
    try {
      ForwardResult result = model.forwardTogether(requests);
      success = true;
      return result;
    } finally {
      watch.end(place, success);
    }
  }

  @Override
  public long bytes() {
    return model.bytes();
  }

  @Override
  public void close() {
    model.close();
    watch.close();
  }
}
