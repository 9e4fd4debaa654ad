import type { Plugin } from 'esbuild';

const NAMESPACE = 'packaged-builtin';
const QUIETLY = `const quietly=work=>{const {noDeprecation}=process;process.noDeprecation=true;
try{return work()}finally{if(noDeprecation===undefined)delete process.noDeprecation;else process.noDeprecation=noDeprecation}};`;

// What Node.js says to an application, and spares the packages that it uses: it knows these by their folder, which is
// gone in a bundle.
const MODULES: Readonly<Record<string, string>> = {
  punycode: `module.exports=quietly(()=>require("punycode"));`,
  url: `const url=require("url");module.exports={...url};
for(const name of ["parse","resolve","resolveObject"])module.exports[name]=(...args)=>quietly(()=>url[name](...args));`,
};

/** Has packages use deprecated parts of Node.js without a word in the log of the function, as they do unbundled. */
export const PACKAGED_BUILTINS: Plugin = {
  name: 'packaged-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?(?:punycode|url)$/ }, ({ path, importer, kind }) => {
      const name = path.replace('node:', '');
      // Node.js does not see who imports a module, only who requires it.
      const isSpared = kind === 'require-call' || (kind === 'import-statement' && name === 'url');
      return isSpared && importer.includes('/node_modules/') ? { path: name, namespace: NAMESPACE } : undefined;
    });
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: `${QUIETLY}${MODULES[path]}` }));
  },
};
