/** Files made by Python's pickle, such as PyTorch's .pt: reading one means running the code in it, so they are rejected. */
import { FormatError } from "../tensor/index.ts";

/** @throws FormatError for a pickle, bare or in PyTorch's zip archive */
export function refusePickle(name: string, bytes: Uint8Array): void {
  if (!isBarePickle(bytes) && !isTorchArchive(bytes)) return;
  throw new FormatError({
    what: `${name} is a pickle, as torch.save writes it: reading one runs the code in it, so Recurve does not.`,
    expected: "the weights as safetensors",
    received: "a file of PyTorch (.pt, .pth) or another pickle",
    hint: 'in Python: state = torch.load("model.pt", weights_only=True, map_location="cpu"); state = state.get("model_state_dict", state); safetensors.torch.save_file({name: value.clone() for name, value in state.items()}, "model.safetensors"); here: loadWeights(model, "model.safetensors", { from: "pytorch" })',
  });
}

/** Protocol 2 to 5: the opcode PROTO and its number. */
function isBarePickle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
}

/** A zip archive whose first entry is NAME/data.pkl. */
function isTorchArchive(bytes: Uint8Array): boolean {
  const [p, k, three, four] = bytes;
  if (p !== 0x50 || k !== 0x4b || three !== 3 || four !== 4 || bytes.length < 30) return false;
  const entry = bytes.subarray(30, 30 + bytes[26]! + 256 * bytes[27]!);
  return /\/(data\.pkl|\.format_version)$/.test(new TextDecoder().decode(entry));
}
