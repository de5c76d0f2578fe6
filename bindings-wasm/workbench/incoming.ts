/** A file that was chosen or dropped: its path within what was chosen, and its bytes. */
export interface Incoming {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const read = async (path: string, file: File): Promise<Incoming> => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) });

async function walk(entry: FileSystemEntry): Promise<Incoming[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [await read(path, file)];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Incoming[] = [];
  // A folder hands out its entries in portions, an empty one last.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return found;
    for (const one of portion) found.push(...(await walk(one)));
  }
}

/** What was dropped, folders with all that is in them. */
export async function dropped(transfer: DataTransfer): Promise<Incoming[]> {
  // Entries must be taken before the first wait: the browser empties the transfer when the event ends.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length > 0) return (await Promise.all(entries.map(walk))).flat();
  return Promise.all([...transfer.files].map((file) => read(file.name, file)));
}

/** Lets a person choose files, or a folder; nothing if none was chosen. */
export function choose(what: { accept?: string; folder?: boolean }): Promise<Incoming[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  if (what.accept) input.accept = what.accept;
  if (what.folder) input.webkitdirectory = true;
  return new Promise((resolve, reject) => {
    input.addEventListener("cancel", () => resolve([]));
    input.addEventListener("change", () => {
      Promise.all([...(input.files ?? [])].map((file) => read(file.webkitRelativePath || file.name, file))).then(resolve, reject);
    });
    input.click();
  });
}
