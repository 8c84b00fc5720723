import prettier from "eslint-config-prettier";
import globals from "globals";

// Only what finds faults; how code looks is prettier's business.
const faults = {
    "array-callback-return": "error",
    curly: "error",
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-const-assign": "error",
    "no-constant-condition": "error",
    "no-dupe-args": "error",
    "no-dupe-class-members": "error",
    "no-dupe-keys": "error",
    "no-duplicate-case": "error",
    "no-duplicate-imports": "error",
    "no-eval": "error",
    "no-fallthrough": "error",
    "no-implied-eval": "error",
    "no-import-assign": "error",
    "no-redeclare": "error",
    "no-restricted-syntax": [
        "error",
        {
            selector: "MemberExpression[property.name='innerHTML']",
            message: "Use t-out and markup(): innerHTML is a hole.",
        },
    ],
    "no-self-assign": "error",
    "no-this-before-super": "error",
    "no-undef": "error",
    "no-unreachable": "error",
    "no-unused-vars": ["error", { args: "after-used", argsIgnorePattern: "^_" }],
    "no-useless-escape": "error",
    "no-var": "error",
    "prefer-const": "error",
    "use-isnan": "error",
};

const impure = ["window", "document", "navigator", "localStorage", "sessionStorage"];
const clocks = ["setTimeout", "setInterval", "fetch", "XMLHttpRequest"];

export default [
    { ignores: ["node_modules/", ".local/", "tests/lint/canary_addon/", "**/static/lib/"] },
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules: faults,
    },
    {
        // Pure machines: data in, data out. They run in node as they stand.
        files: ["**/static/src/core/**/*.js"],
        languageOptions: { globals: {} },
        rules: {
            "no-restricted-imports": ["error", { patterns: ["@odoo/*", "@web/*", "@*/*"] }],
            "no-restricted-globals": ["error", ...impure, ...clocks],
        },
    },
    {
        files: ["tests/**/*.{js,mjs}", "*.js"],
        languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
        rules: faults,
    },
    prettier,
];
