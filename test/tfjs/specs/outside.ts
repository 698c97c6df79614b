/** Where specs of TensorFlow.js's core do not hold here, and why. */

/** Files about what Recurve has not, or about TensorFlow.js's inside. */
export const filesOutside: Readonly<Record<string, RegExp>> = {
  "images, pixels, spectra, complex and sparse tensors, texts, rows of several lengths":
    /image|pixels|spectral|ifft|complex|sparse\/|ragged|string|dilation2d|with_argmax|stft|draw/,
  "kernels, backends, flags and what serves them":
    /^(backends|browser_util|device_util|engine|environment|flags|hash_util|jasmine_util|kernel_registry|platforms|profiler|tape|tensor_util|debug_mode|io\/composite)|_util_test|operation_test|util_test/,
};

/** Specs, by their file and name, on which Recurve answers otherwise. */
export const specsOutside: Readonly<Record<string, RegExp>> = {
  "their words of errors are compared": /(boolean_mask|in_top_k|setdiff1d|where_async).*throw/,
  "Recurve computes what TensorFlow.js refuses":
    /throws for int32|must be float32|input is int32|filter is int32|int32 throws|passed an int32|int32 input|x.dtype != float32|softmax > 2D|dim=0 throws|stride and dilation are greater|dilations > 1|trace: duplicate axes|matching dtypes throws|Depth 1 throws|axis=0 throws|string tensor$|broadcast_args|single-sided/,
  "tensors are not counted, and need no disposal":
    /memory|leak|optimizer.*basic|centered momentum|div > gradient: Scalar|dispos/,
  "a value is compared with a constant of TensorFlow.js's inside": /parallelization|non-initial window|selu.*gradient/,
  "their gradient of a mirrored frame and of means over padded windows leaves parts out":
    /mirror_pad.*grad|avg_pool.*gradient x=\[3,3,1\] f=\[3,3\] s=1 p=explicit/,
  "NaN is not passed over": /ignores NaNs/,
  "TensorFlow.js takes windows of one place for the identity, whatever their steps": /fractional outputs default/,
  "complex numbers": /complex64/,
  "gradients of gradients": /second (order )?derivative|grad\(grad|grads\(grads|grad\(x\^2/,
  "a window that does not fit, null for a number, and shapes with -1 are errors":
    /f=\[1,1,3\] s=1 p=valid|null shape|-1/,
  "texts are given as texts, and no weights":
    /encodeWeights > String|sparse_to_dense.*string|encoded (strings?|bytes)|1D string works/,
  "an optimizer takes weights of its own kind": /adagrad.*Continue/,
  "an output shape that does not lead back is an error": /same vec4/,
  "no platform is to be replaced": /platform|http-load fetch|Mixed dtype|decodeWeights > from stream/,
};
