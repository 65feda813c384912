/** The file that a person chooses; never answers where they choose none. Call it from a press. */
export function pickFile(): Promise<File> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', accept: FOOTAGE });
    input.onchange = () => input.files?.[0] && resolve(input.files[0]);
    input.click();
  });
}

/** What the project takes as footage. */
export const FOOTAGE = 'video/*,audio/*,image/*,.mkv,.mov,.mts,.cube';
