throw new RangeError('fails where it is started');
