export declare const sections: Readonly<Record<string, string>>;
