/** Local files kept in IndexedDB while they upload, so that a reloaded page goes on by itself. All failures are tolerated. */
const NAME = 'playhead-files';
const STORE = 'files';

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await database();
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    }).finally(() => db.close());
  } catch {
    return undefined; // private windows and full disks: the user drops the file again instead
  }
}

const PAUSED = '/paused';

export const keepFile = (asset: string, file: File) => run('readwrite', (store) => store.put(file, asset));
export const keptFile = (asset: string) => run<File>('readonly', (store) => store.get(asset));
/** Whether the person paused it: a reloaded page does not go on with that by itself. */
export const keepPaused = (asset: string, paused: boolean) =>
  run('readwrite', (store) => store.put(paused, asset + PAUSED));
export const isKeptPaused = async (asset: string): Promise<boolean> =>
  (await run<boolean>('readonly', (store) => store.get(asset + PAUSED))) ?? false;
export const dropFile = async (asset: string): Promise<void> => {
  await run('readwrite', (store) => store.delete(asset));
  await run('readwrite', (store) => store.delete(asset + PAUSED));
};
