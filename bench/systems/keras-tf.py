"""Keras on TensorFlow: one layer inside tf.function, which is quicker than `predict` and `train_on_batch`; `fit` as it is."""

import re

import keras
import tensorflow as tf
from keras import layers
from serve import THREADS, serve

tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)
LAYERS = {"lstm": layers.LSTM, "gru": layers.GRU, "simpleRNN": layers.SimpleRNN}


def layer(case):
    module = LAYERS[case.cell](case.H, return_sequences=True)
    module.build((case.B, case.T, case.D))
    module.set_weights([case.kernel, case.recurrent, case.bias])
    x, target = tf.constant(case.x), tf.constant(case.target)
    optimizer = keras.optimizers.Adam(epsilon=1e-14)
    optimizer.build(module.trainable_variables)

    @tf.function
    def forward():
        return module(x)

    @tf.function
    def train():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(module(x, training=True) - target))
        variables = module.trainable_variables
        optimizer.apply(tape.gradient(loss, [v.value for v in variables]), variables)
        return loss

    return {"forward": lambda: forward().numpy(), "train": lambda: float(train())}


def step(case):
    module = LAYERS[case.cell](case.H)
    module.build((case.B, 1, case.D))
    module.set_weights([case.kernel, case.recurrent, case.bias])
    inputs = [tf.constant(case.x[:, i]) for i in range(case.x.shape[1])]
    states = module.cell.get_initial_state(case.B)
    call = tf.function(lambda x, states: module.cell(x, states))

    def step(i):
        nonlocal states
        output, states = call(inputs[i], states)
        return output.numpy()

    return {"step": step}


def fit(corpus):
    V, E, H = corpus.vocabulary, corpus.embedding, corpus.units
    model = keras.Sequential(
        [
            keras.Input((corpus.time,), dtype="int32"),
            layers.Embedding(V, E, mask_zero=True),
            layers.LSTM(H, return_sequences=True),
            layers.Dense(V, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(corpus.learningRate, clipnorm=1, epsilon=1e-14),
        loss="sparse_categorical_crossentropy",
    )
    model.set_weights(corpus.weights)

    def losses(batches):
        size = corpus.batchSize
        rows = [slice(i * size, (i + 1) * size) for i in range(batches)]
        return [float(model.train_on_batch(corpus.inputs[r], corpus.targets[r])) for r in rows]

    def epoch():
        model.fit(corpus.inputs, corpus.targets, batch_size=corpus.batchSize, epochs=1, shuffle=False, verbose=0)

    return {"losses": losses, "fit": epoch}


def model(case):
    network = keras.models.load_model(case.file, compile=False)
    loss = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), case.loss)
    network.compile(optimizer=keras.optimizers.Adam(epsilon=1e-14), loss=loss)
    return {
        "forward": lambda: network.predict_on_batch(case.x),
        "train": lambda: float(network.train_on_batch(case.x, case.y)),
        "compared": lambda losses: [] if case.random else losses,
    }


version = f"{keras.__version__} on TensorFlow {tf.__version__}"
serve(version, layer=layer, step=step, fit=fit, model=model)
