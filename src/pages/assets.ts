import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the pages as it is served; its name changes with what it holds, so that it may be kept for a year. */
export interface Asset {
  readonly name: string;
  readonly body: string;
  readonly contentType: string;
}

/** The files that the build made for browsers. */
export interface Assets {
  /** the address of a file by the name that it has in the build: `pages.css`; undefined = it was not built */
  readonly addressOf: (file: string) => string | undefined;
  /** a file by its name in an address; `isCurrent` is false for the name that an earlier build gave it */
  readonly named: (name: string) => (Asset & { readonly isCurrent: boolean }) | undefined;
}

export interface AssetPlace {
  readonly folder?: string;
  readonly root?: string;
}

/** Two folders above both src/pages and dist/pages. */
const builtAssets = fileURLToPath(new URL('../../dist/assets', import.meta.url));

const contentTypes: { readonly [ending: string]: string } = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
const hashLength = 12;

/**
 * Reads the files once; a folder that is not there has none, and the pages then stand without style and script. `root`
 * is the path under which a proxy shows the service, such as `/imaging`.
 */
export function readAssets({ folder = builtAssets, root = '' }: AssetPlace = {}): Assets {
  const addresses = new Map<string, string>();
  const assets = new Map<string, Asset>();
  for (const file of filesIn(folder)) {
    const [, stem = '', ending = ''] = /^([\w-]+)\.(js|css|svg)$/.exec(file) ?? [];
    const contentType = contentTypes[ending];
    if (contentType === undefined) continue;
    const body = readFileSync(join(folder, file), 'utf8');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, hashLength);
    const name = `${stem}.${hash}.${ending}`;
    assets.set(name, { name, body, contentType });
    addresses.set(file, `${root}/assets/${name}`);
  }
  return {
    addressOf: (file) => addresses.get(file),
    named: (name) => {
      const current = addresses.get(name.replace(/\.[0-9a-f]+(?=\.\w+$)/, ''));
      const asset = assets.get(current?.slice(`${root}/assets/`.length) ?? '');
      // a page that a browser has kept over an update still finds its style
      return asset === undefined ? undefined : { ...asset, isCurrent: asset.name === name };
    },
  };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
