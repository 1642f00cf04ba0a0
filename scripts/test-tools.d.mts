export declare const findNode24: () => string | undefined;
export declare const findSarifValidator: () => string | undefined;
